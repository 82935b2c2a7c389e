"""What people decide: their journal, tables of it, the queue of questions and its page."""
