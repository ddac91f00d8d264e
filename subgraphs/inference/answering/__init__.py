"""The answer to a search: which sentences of the hits the model is given, how it is asked, and what is cited."""
