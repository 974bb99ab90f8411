using MarketGateway.Hosting;

return await GatewayProgram.RunAsync(args).ConfigureAwait(false);
