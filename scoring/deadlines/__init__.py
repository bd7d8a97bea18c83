"""Until when something was promised: words about time, and what they mean on the calendar."""
