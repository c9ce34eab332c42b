"""What an administrator does at the command line, one file a command. Each is loaded only when it is run."""
