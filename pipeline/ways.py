"""Roads, canals and waters: objects that form no parcels (Circular 25/2014, Art. 16(6.2)), by code and width.

They have a number and a row in the register all the same (App. 01.III.13).
"""

from __future__ import annotations

# Roads with what belongs to them; canals, ditches and dikes. Both are ribbons.
RIBBON_CODES = frozenset({"DGT", "DTL"})
# With rivers and streams, and water surfaces.
WAY_CODES = RIBBON_CODES | {"SON", "MNC"}
# A national road of class III has a bed of 12 m (TCVN 4054:2005), with slopes and ditches some 20 m, which
# the canals of a commune do not exceed. What is wider is water with a code of its own.
WIDEST_RIBBON_M = 20.0
