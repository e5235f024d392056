"""How the role-labelled model that the package ships was made: texts from frames, then training."""
