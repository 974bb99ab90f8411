namespace MarketGateway.Core.Mapping;

/// <summary>A level as a record writes it.</summary>
/// <param name="Price">Its price.</param>
/// <param name="Size">Its new size, or by how much it changes.</param>
/// <param name="Orders">How many orders stand there; 0: not known.</param>
internal readonly record struct DecimalLevel(DecimalNumber Price, DecimalNumber Size, int Orders = 0);
