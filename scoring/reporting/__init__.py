"""What leaves the program: JSON documents and pages for analysts and agents."""
