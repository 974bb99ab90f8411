using MarketGateway.Core.Books;

namespace MarketGateway.Core.Sessions;

/// <summary>The patterns that a session holds. Owned by its lane.</summary>
/// <param name="countMax">How many there may be.</param>
internal sealed class SessionPatterns(int countMax)
{
    private PatternSubscription[] _held = [];

    public int Count => _held.Length;

    public IReadOnlyList<PatternSubscription> All => _held;

    /// <summary>Holds a pattern from now on, or finds the same one; null when there are as many as there may be.</summary>
    public PatternSubscription? TryHold(PatternSubscription pattern)
    {
        if (Array.Find(_held, held => held.IsSameAs(pattern)) is { } same)
        {
            return same;
        }

        if (_held.Length >= countMax)
        {
            return null;
        }

        _held = [.. _held, pattern];
        return pattern;
    }

    /// <summary>Ends the patterns of a channel with these texts, and notes which there were.</summary>
    public void Remove(Channel channel, HashSet<string> texts, HashSet<string> found)
    {
        if (_held.Length == 0)
        {
            return;
        }

        bool IsMeant(PatternSubscription held) =>
            held.Request.Parameters.Channel == channel && texts.Contains(held.Pattern.Text);
        foreach (var held in _held)
        {
            if (IsMeant(held))
            {
                found.Add(held.Pattern.Text);
            }
        }

        _held = Array.FindAll(_held, held => !IsMeant(held));
    }

    public void Clear() => _held = [];
}
