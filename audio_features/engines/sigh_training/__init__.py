"""How the weights of the sigh classifier are made; not needed to run the program."""
