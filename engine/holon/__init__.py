"""Who can balance whom, where can the grid relieve itself, and what copper does that spare?"""
