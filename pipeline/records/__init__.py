"""Register pages to rows."""
