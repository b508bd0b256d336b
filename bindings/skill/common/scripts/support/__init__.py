"""What the scripts of the skill share."""
