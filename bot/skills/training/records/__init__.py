"""What training keeps: enrolments and checks, who enrolled whom, exercises that were sent on, and the figures of all that."""
