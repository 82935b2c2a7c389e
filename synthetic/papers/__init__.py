"""Papers about one parcel drawn from printed specimens: what they state, how they are filled in and taken."""
