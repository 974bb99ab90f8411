namespace MarketGateway.Http;

/// <summary>Marks the one endpoint that a ticket opens.</summary>
internal sealed class TicketInQuery;
