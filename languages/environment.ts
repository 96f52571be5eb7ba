// in a test projen says that its version is another
delete process.env.NODE_ENV;
process.env.PROJEN_DISABLE_POST = '1';
