"""What the roofs of a town can give: planes from heights, sun with its shadows, panels, small wind."""
