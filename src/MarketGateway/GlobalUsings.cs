// ASP.NET has a type of the same name for its session cookies; this is a market-data session.
global using SessionOptions = MarketGateway.Core.Sessions.SessionOptions;
