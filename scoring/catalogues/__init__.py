"""The words of pages and reports, and how numbers and dates are written in them."""
