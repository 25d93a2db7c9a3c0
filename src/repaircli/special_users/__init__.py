"""Special-identity users: advice of the region and entrustment forms."""
