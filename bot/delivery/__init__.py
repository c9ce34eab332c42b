"""What must survive a crash: what came in (inbox) and what is to be shown (outbox). It claims and finishes; others send."""
