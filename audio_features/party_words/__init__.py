"""Whether a sentence is rather an agent's or a customer's, by its words alone."""
