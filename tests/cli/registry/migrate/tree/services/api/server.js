const port = process.env.PORT || 80;
const grpc = process.env.GRPC_PORT || 50052;
