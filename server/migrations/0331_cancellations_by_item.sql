-- Items of one order are cancelled each for itself: while one is still being taken back, others may follow.
drop index cancel_service_order_one_open;
