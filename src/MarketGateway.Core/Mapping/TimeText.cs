namespace MarketGateway.Core.Mapping;

/// <summary>Reads times in all the forms of schemas/sources, to microseconds since 1970; what is finer is cut off.</summary>
internal static class TimeText
{
    private const long MicrosecondsPerSecond = 1_000_000;

    /// <summary>9999-12-31T23:59:59Z, where calendars end.</summary>
    private const long SecondsMax = 253_402_300_799;

    public static bool TryParse(ReadOnlySpan<byte> text, TimeUnit unit, out long microseconds) =>
        unit == TimeUnit.Iso8601 ? TryParseIso(text, out microseconds) : TryParseNumber(text, unit, out microseconds);

    private static bool TryParseNumber(ReadOnlySpan<byte> text, TimeUnit unit, out long microseconds)
    {
        microseconds = 0;
        if (!DecimalNumber.TryParse(text, out var number) || number.Mantissa < 0)
        {
            return false;
        }

        var digits = unit switch { TimeUnit.S => 6, TimeUnit.Ms => 3, TimeUnit.Us => 0, _ => -3 } - number.Scale;
        var time = number.Mantissa;
        for (; digits < 0; digits++)
        {
            time /= 10;
        }

        for (; digits > 0; digits--)
        {
            if (time > SecondsMax * MicrosecondsPerSecond)
            {
                return false;
            }

            time *= 10;
        }

        microseconds = time;
        return time <= SecondsMax * MicrosecondsPerSecond;
    }

    // 2026-01-02T03:04:05[.678...](Z | +01:00 | +0100), also with a blank for the T; without a zone it is UTC.
    private static bool TryParseIso(ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ((byte)'T' or (byte)' ')
            || text[13] != ':' || text[16] != ':'
            || !TryDigits(text[..4], out var year) || !TryDigits(text[5..7], out var month)
            || !TryDigits(text[8..10], out var day) || !TryDigits(text[11..13], out var hour)
            || !TryDigits(text[14..16], out var minute) || !TryDigits(text[17..19], out var second)
            || year < 1970 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        var seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc) - DateTime.UnixEpoch).Ticks
            / TimeSpan.TicksPerSecond;
        var rest = text[19..];
        if (!TryFraction(ref rest, out var fraction) || !TryZone(rest, out var offset))
        {
            return false;
        }

        microseconds = ((seconds - offset) * MicrosecondsPerSecond) + fraction;
        return microseconds >= 0;
    }

    private static bool TryFraction(ref ReadOnlySpan<byte> text, out long microseconds)
    {
        microseconds = 0;
        if (text.IsEmpty || text[0] != '.')
        {
            return true;
        }

        var digits = 0;
        var at = 1;
        for (; at < text.Length && (uint)(text[at] - '0') <= 9; at++)
        {
            if (digits < 6)
            {
                microseconds = (microseconds * 10) + (text[at] - '0');
                digits++;
            }
        }

        for (var missing = digits; missing < 6; missing++)
        {
            microseconds *= 10;
        }

        text = text[at..];
        return digits > 0;
    }

    private static bool TryZone(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        if (text.IsEmpty || text.SequenceEqual("Z"u8))
        {
            return true;
        }

        var hasColon = text.Length == 6 && text[3] == ':';
        if (text[0] is not ((byte)'+' or (byte)'-') || !(hasColon || text.Length == 5)
            || !TryDigits(text[1..3], out var hours) || !TryDigits(text[^2..], out var minutes))
        {
            return false;
        }

        seconds = ((hours * 60) + minutes) * 60L * (text[0] == '-' ? -1 : 1);
        return hours <= 23 && minutes <= 59;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var digit in text)
        {
            if ((uint)(digit - '0') > 9)
            {
                return false;
            }

            number = (number * 10) + (digit - '0');
        }

        return true;
    }
}
