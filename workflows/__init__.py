"""Ties the rooms together as Dask work: the only place that imports Dask."""
