using MarketGateway.Core.Books;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Protocol;

namespace MarketGateway.Core.Sessions;

/// <summary>What one client may see, and until when. Made by the host out of whatever the client has shown.</summary>
/// <param name="Principal">Who it is; stays the same when a session renews its rights.</param>
public sealed record SessionRights(string Principal)
{
    /// <summary>Gets the rights where nobody has to show who they are: everything, for ever.</summary>
    public static SessionRights Anonymous { get; } = new("anonymous");

    /// <summary>Gets the rights of one who has shown nothing yet.</summary>
    public static SessionRights None { get; } = new("") { Symbols = [] };

    private readonly HashSet<string> _names = [];
    private readonly SymbolPattern[] _patterns = [];

    /// <summary>Gets what a symbol must match one of; null: every symbol is allowed.</summary>
    public IReadOnlyList<SymbolPattern>? Symbols
    {
        get;
        init
        {
            field = value;
            _names = [.. value?.Select(symbol => symbol.Text).Where(text => !SymbolPattern.IsPattern(text)) ?? []];
            _patterns = [.. value?.Where(symbol => SymbolPattern.IsPattern(symbol.Text)) ?? []];
        }
    }

    /// <summary>Gets how many levels per side a book may show at most; null: as the gateway allows everybody.</summary>
    public int? DepthMax { get; init; }

    /// <summary>Gets when the rights end; null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// Gets a value indicating whether levels may be summed up: a sum tells of levels deeper than are allowed.
    /// </summary>
    public bool AllowsGrouping => DepthMax is null;

    public bool Allows(string symbol)
    {
        if (Symbols is null || _names.Contains(symbol))
        {
            return true;
        }

        foreach (var pattern in _patterns)
        {
            if (pattern.Matches(symbol))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings a depth down to what is allowed; 0 asks for all levels.</summary>
    public int LimitDepth(int depth) => DepthMax is { } max && (depth == 0 || depth > max) ? max : depth;

    /// <summary>Brings what a client asks for down to what it is allowed.</summary>
    public StreamParameters Limit(StreamParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var depth = parameters.Channel == Channel.Book ? LimitDepth(parameters.Depth) : parameters.Depth;

        // As it is, all streams of a request share it.
        return depth == parameters.Depth ? parameters : parameters with { Depth = depth };
    }
}
