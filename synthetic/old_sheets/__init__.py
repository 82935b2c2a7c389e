"""Sheets that look like no other of this renderer: drawn by hand, blueprints, faxes, hachured plans.

Lines and letters come from a pen's strokes (``letterforms``, ``lettering``, ``pen``), land in shapes of its
own (``layouts``), and every style has its own paper. Truth is written as for all other sheets.
"""
