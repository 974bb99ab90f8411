using System.Numerics;

namespace MarketGateway.Demo;

/// <summary>
/// The simulator's source of chance: xoshiro256** (Blackman and Vigna, 2018), seeded through SplitMix64. Ours, because
/// <see cref="Random"/> promises no fixed sequence from one .NET version to the next and a seed must give the same
/// market everywhere.
/// </summary>
public sealed class SimulationRandom
{
    private ulong _s0;
    private ulong _s1;
    private ulong _s2;
    private ulong _s3;

    public SimulationRandom(long seed)
    {
        var state = (ulong)seed;
        _s0 = SplitMix(ref state);
        _s1 = SplitMix(ref state);
        _s2 = SplitMix(ref state);
        _s3 = SplitMix(ref state);
    }

    /// <summary>Draws an integer from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound) => (int)(((NextBits() >> 32) * (ulong)bound) >> 32);

    /// <summary>Draws true <paramref name="percent"/> times in a hundred.</summary>
    public bool Chance(int percent) => Below(100) < percent;

    /// <summary>Draws a number from 0 to below 1, on a grid of 2^-53.</summary>
    public double Fraction() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Draws from -bound to bound, the middle most often (the sum of two even draws).</summary>
    public int Around(int bound) => Below(bound + 1) - Below(bound + 1);

    private ulong NextBits()
    {
        var result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        var t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
