"""What the API is as a whole: its routes in one table, and the document that describes them."""
