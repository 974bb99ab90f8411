using MarketGateway.Core.Books;

namespace MarketGateway.Core.Feed;

/// <summary>What the values of <see cref="MarketPhase"/> are called in records.</summary>
internal static class PhaseNames
{
    public static ReadOnlySpan<byte> NameOf(MarketPhase phase) => phase switch
    {
        MarketPhase.PreOpen => "pre_open"u8,
        MarketPhase.Auction => "auction"u8,
        MarketPhase.Open => "open"u8,
        MarketPhase.Halt => "halt"u8,
        MarketPhase.Close => "close"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a phase of schemas/kafka."),
    };

    /// <summary>Finds the phase with a name of schemas/kafka; false when there is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> name, out MarketPhase phase)
    {
        for (phase = MarketPhase.PreOpen; phase <= MarketPhase.Close; phase++)
        {
            if (name.SequenceEqual(NameOf(phase)))
            {
                return true;
            }
        }

        return false;
    }
}
