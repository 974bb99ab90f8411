using System.Text;
using MarketGateway.Core.Books;
using MarketGateway.Core.Feed;

namespace MarketGateway.Core.Mapping;

/// <summary>What a rule says of the market's phase. Immutable.</summary>
/// <param name="Field">Where it stands.</param>
/// <param name="Names">What each phase is called, from the first; upper and lower case alike.</param>
internal sealed record PhaseRule(MappingField Field, byte[][][] Names)
{
    /// <summary>Gets the names of schemas/kafka, by which a mapping calls the phases too.</summary>
    public static string[] OwnNames { get; } =
        [.. Enum.GetValues<MarketPhase>().Select(static phase => Encoding.UTF8.GetString(PhaseNames.NameOf(phase)))];

    public bool TryFind(ReadOnlySpan<byte> name, out MarketPhase phase)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            if (NameTable.Has(Names[i], name))
            {
                phase = MarketPhase.PreOpen + i;
                return true;
            }
        }

        phase = default;
        return false;
    }
}
