"""What several calls say together: hard ones in a row, what carries over, who calls again."""
