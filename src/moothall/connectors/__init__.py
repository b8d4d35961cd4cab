"""Line-of-business systems: deliveries out, status back, Open311 in both directions."""
