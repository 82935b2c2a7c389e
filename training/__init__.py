"""Scripts that train what is shipped in ``pipeline/resources``; they need torch, the program does not."""
