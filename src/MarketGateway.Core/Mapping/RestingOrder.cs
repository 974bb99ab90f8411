using MarketGateway.Core.Books;

namespace MarketGateway.Core.Mapping;

/// <summary>An order as it stands in the book.</summary>
/// <param name="Side">Its side.</param>
/// <param name="Price">Its price.</param>
/// <param name="Size">What is left of it.</param>
internal readonly record struct RestingOrder(Side Side, DecimalNumber Price, DecimalNumber Size);
