"""Scanned communes that never were, with the truth beside them.

The project's own renderer: a parcel fabric is invented from a seed, drawn as map sheets and register pages
in many looks, worn like paper, and written in the layout of ``data_raw/<ma_xa>`` together with a truth
folder. All holders and place names are invented. Used by ``make sample``, the tests and the benchmarks.
"""
