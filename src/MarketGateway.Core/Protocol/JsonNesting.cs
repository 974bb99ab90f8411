using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace MarketGateway.Core.Protocol;

/// <summary>
/// Where a JSON text that is being written stands: what is open and how many values it still takes. Puts commas and
/// closing brackets where they belong.
/// </summary>
internal struct JsonNesting
{
    /// <summary>The deepest message has a map in an array in a map in an array in a map.</summary>
    private const int DepthMax = 8;

    private Levels _levels;
    private int _depth;

    public void BeforeValue(FlushBuffer output)
    {
        if (_depth == 0)
        {
            return;
        }

        ref var level = ref _levels[_depth - 1];
        Debug.Assert(level.Remaining > 0, "the array or map takes another value");
        if (!level.IsMap && !level.IsFirst)
        {
            output.Append(","u8);
        }

        level.IsFirst = false;
    }

    public void WriteKey(FlushBuffer output, ReadOnlySpan<byte> utf8)
    {
        ref var level = ref _levels[_depth - 1];
        Debug.Assert(level.IsMap, "a key stands in a map");
        output.Append(level.IsFirst ? "\""u8 : ",\""u8);
        output.Append(utf8);
        output.Append("\":"u8);
    }

    public void Open(FlushBuffer output, bool isMap, int count)
    {
        Debug.Assert(_depth < DepthMax, "no message nests deeper");
        output.Append(isMap ? "{"u8 : "["u8);
        _levels[_depth++] = new Level { Remaining = count, IsMap = isMap, IsFirst = true };
        if (count == 0)
        {
            Close(output);
        }
    }

    public void AfterValue(FlushBuffer output)
    {
        if (_depth > 0 && --_levels[_depth - 1].Remaining == 0)
        {
            Close(output);
        }
    }

    private void Close(FlushBuffer output)
    {
        output.Append(_levels[--_depth].IsMap ? "}"u8 : "]"u8);
        AfterValue(output);
    }

    private struct Level
    {
        public int Remaining;
        public bool IsMap;
        public bool IsFirst;
    }

    [InlineArray(DepthMax)]
    private struct Levels
    {
        private Level _first;
    }
}
