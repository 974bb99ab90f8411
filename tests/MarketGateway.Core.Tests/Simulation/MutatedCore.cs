using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MarketGateway.Core.Tests.Simulation;

/// <summary>The gateway's core with a fault in it, compiled together with the simulation that is to find it.</summary>
internal sealed class MutatedCore : IDisposable
{
    private const string Usings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;"
        + "global using System.Threading; global using System.Threading.Tasks; global using Xunit;";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.CSharp14);

    private static readonly Lazy<IReadOnlyDictionary<string, SyntaxTree>> Sources = new(Parse);

    private static readonly Lazy<IReadOnlyList<MetadataReference>> References = new(() =>
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("MarketGateway.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ]);

    private readonly AssemblyLoadContext _context = new(name: null, isCollectible: true);
    private readonly Type _world;

    /// <exception cref="InvalidOperationException">The fault does not fit the source any more.</exception>
    public MutatedCore(SeededDefect defect)
    {
        var path = Path.Combine(RepositoryRoot.Path, "src", "MarketGateway.Core", defect.File);
        var text = Sources.Value[path].ToString();
        if (text.Split(defect.Right).Length != 2)
        {
            throw new InvalidOperationException($"'{defect.Right}' does not stand in {defect.File} once");
        }

        var mutated = CSharpSyntaxTree.ParseText(text.Replace(defect.Right, defect.Wrong, StringComparison.Ordinal), Language);
        var trees = Sources.Value.Select(source => source.Key == path ? mutated : source.Value);
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary,
            optimizationLevel: OptimizationLevel.Release,
            allowUnsafe: true,
            nullableContextOptions: NullableContextOptions.Enable);
        using var assembly = new MemoryStream();
        var emitted = CSharpCompilation.Create("MutatedCore", trees, References.Value, options).Emit(assembly);
        if (!emitted.Success)
        {
            throw new InvalidOperationException(
                string.Join('\n', emitted.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).Take(5)));
        }

        assembly.Position = 0;
        _world = _context.LoadFromStream(assembly).GetType(typeof(World).FullName!)!;
    }

    /// <summary>Runs one seed; returns what it found.</summary>
    public Exception? Run(int seed)
    {
        try
        {
            using var world = (IDisposable)Activator.CreateInstance(_world, seed)!;
            _world.GetMethod(nameof(World.Run))!.Invoke(world, null);
            return null;
        }
        catch (TargetInvocationException found)
        {
            return found.InnerException;
        }
        catch (Exception found)
        {
            return found;
        }
    }

    public void Dispose() => _context.Unload();

    private static Dictionary<string, SyntaxTree> Parse()
    {
        var tests = Path.Combine(RepositoryRoot.Path, "tests", "MarketGateway.Core.Tests");
        string[] simulation =
        [
            .. Directory.GetFiles(Path.Combine(tests, nameof(Simulation)), "*.cs").Where(IsPartOfTheWorld),
            Path.Combine(tests, "WireReader.cs"),
            Path.Combine(tests, "MessagePackText.cs"),
            Path.Combine(tests, "Books", "ReferenceBook.cs"),
            Path.Combine(tests, "Books", "ReferenceQuote.cs"),
            Path.Combine(tests, "Conflation", "WireMessage.cs"),
        ];
        var core = Directory
            .GetFiles(Path.Combine(RepositoryRoot.Path, "src", "MarketGateway.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var trees = core.Concat(simulation).ToDictionary(
            path => path, path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), Language));
        trees.Add("usings", CSharpSyntaxTree.ParseText(Usings, Language));
        return trees;
    }

    private static bool IsPartOfTheWorld(string path) =>
        Path.GetFileNameWithoutExtension(path) is not (nameof(MutatedCore) or nameof(SeededDefect))
        && !path.EndsWith("Tests.cs", StringComparison.Ordinal);
}
