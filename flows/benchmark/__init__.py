"""How right and how fast Escucha is, measured against calls whose truth is known."""
