namespace MarketGateway.Client;

/// <content>Another name than the symbol's, as a continuous contract's, by which the stream was asked for.</content>
public abstract partial class ClientStream
{
    /// <summary>Gets the name that was asked for and that stood for <see cref="Symbol"/>; null: the symbol was.</summary>
    public string? Alias { get; private set; }

    /// <summary>
    /// Gets the symbol that <see cref="Alias"/> stands for now; null: for none. Another than <see cref="Symbol"/>: the
    /// contract has rolled. This stream goes on with its own; subscribe to the alias anew for the next.
    /// </summary>
    public string? AliasOf { get; private set; }

    internal void SetAlias(string alias, string? symbol) => (Alias, AliasOf) = (alias, symbol);
}
