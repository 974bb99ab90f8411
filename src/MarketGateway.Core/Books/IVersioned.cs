namespace MarketGateway.Core.Books;

/// <summary>Something that happened at a version; in a ring, versions rise with the numbers.</summary>
public interface IVersioned
{
    long Version { get; }
}
