"""The pieces of work that run on workers, a module for each stage: what the module reaches makes its results.

Each takes a small job and returns a small answer; what is large lies in the commune's store, keyed by its
inputs, so a piece may run twice or on another machine without harm. Rooms are imported by the work that uses
them: a process loads only those it needs.
"""
