"""What people say of verdicts: taken in, handed out, held against the machine, learnt from."""
