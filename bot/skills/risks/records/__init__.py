"""Risk sheets and the risks in them: tables, and the statements that read and change them."""
