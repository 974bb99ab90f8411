using System.Globalization;
using System.Text;

namespace MarketGateway.Core.Instruments;

/// <summary>
/// The tables of Unicode's canonical forms (normal-forms.txt, made of Python's unicodedata). Loaded when the first symbol
/// needs them. The runtime's own are the ICU libraries, which the gateway goes without. Immutable.
/// </summary>
internal sealed class NormalForms
{
    private static readonly Lazy<NormalForms> Loaded = new(Read);

    private readonly Dictionary<int, int[]> _parts = [];
    private readonly Dictionary<(int First, int Second), int> _wholes = [];
    private readonly Dictionary<int, int> _classes = [];

    private NormalForms()
    {
    }

    public static NormalForms Instance => Loaded.Value;

    /// <summary>Finds what a character is made of, in full; false when it is made of nothing else.</summary>
    public bool TryFindParts(int character, out int[] parts) => _parts.TryGetValue(character, out parts!);

    /// <summary>Finds the character that two make.</summary>
    public bool TryFindWhole(int first, int second, out int whole) => _wholes.TryGetValue((first, second), out whole);

    /// <summary>Gets a character's combining class: 0 for one that stands by itself.</summary>
    public int ClassOf(int character) => _classes.GetValueOrDefault(character);

    private static NormalForms Read()
    {
        using var stream = typeof(NormalForms).Assembly.GetManifestResourceStream("normal-forms.txt")!;
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var forms = new NormalForms();
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#')
            {
                forms.Add(line[0], line[1..].Split(' '));
            }
        }

        return forms;
    }

    private void Add(char kind, string[] columns)
    {
        if (kind == '=')
        {
            _parts[Hex(columns[0])] = [.. columns.Skip(1).Select(Hex)];
        }
        else if (kind == '+')
        {
            _wholes[(Hex(columns[0]), Hex(columns[1]))] = Hex(columns[2]);
        }
        else
        {
            for (var character = Hex(columns[0]); character <= Hex(columns[1]); character++)
            {
                _classes[character] = int.Parse(columns[2], CultureInfo.InvariantCulture);
            }
        }
    }

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
