"""The packaged gazetteer: agencies, places and the states, with what a deployment adds (see README.md here)."""
