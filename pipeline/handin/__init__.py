"""What a land office hands in to the national land database, made of what the delivery knows."""
