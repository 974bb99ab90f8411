namespace MarketGateway.Security;

/// <summary>The ticket of a request, taken out of its address.</summary>
internal sealed record TicketFeature(string Ticket);
