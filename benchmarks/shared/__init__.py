"""What the measurements of whole towns share."""
