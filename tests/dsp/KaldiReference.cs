namespace Streaming.Tests;

/// <summary>
/// What Kaldi's compute-fbank-feats --dither=0 says of a sweep from 300 Hz on, 16 bits at 16 kHz: its first three frames. From the test data of kaldifeat
/// (kaldifeat/python/tests/test_data: test.wav, test.txt, test-40.txt; Apache-2.0).
/// </summary>
internal static class KaldiReference
{
    /// <summary>The samples under the first three frames, as Kaldi reads them.</summary>
    public static float[] Samples()
    {
        var bytes = Convert.FromBase64String(Sweep);
        return [.. Enumerable.Range(0, bytes.Length / 2).Select(i => (float)BitConverter.ToInt16(bytes, 2 * i))];
    }

    /// <summary>23 filters, the default.</summary>
    public static readonly double[] Default =
    [
                15.00744, 21.17303, 25.52861, 24.46438, 16.69938, 13.84804, 11.2087, 11.79517, 10.3911, 10.44909, 10.30123, 9.874329, 9.699727,
        9.37509, 9.347578, 9.355928, 9.107419, 9.00323, 9.031268, 8.839916, 9.082197, 8.744139, 8.40221,
                13.87853, 20.56466, 25.49562, 24.69662, 16.9541, 13.91633, 11.33638, 11.84495, 10.25656, 10.58718, 10.34841, 9.747416, 9.612316,
        9.39642, 9.06955, 9.117751, 8.913527, 8.842571, 8.59212, 8.831518, 8.622513, 8.86048, 8.976251,
                13.94753, 19.94101, 25.4494, 24.90511, 17.00044, 13.92074, 11.66673, 11.82172, 10.34108, 10.72575, 10.09829, 9.810879, 9.676199,
        9.421767, 9.124647, 8.774353, 9.086291, 8.74897, 8.469534, 8.670973, 8.772754, 8.740549, 8.982433,
    ];

    /// <summary>40 filters (--num-mel-bins=40).</summary>
    public static readonly double[] Forty =
    [
                14.82847, 14.29972, 15.26227, 20.70775, 25.07027, 25.15668, 21.95399, 16.42345, 13.66041, 13.71073, 11.44489, 9.610499, 11.50439,
        11.04033, 7.573106, 10.70927, 9.700921, 9.296234, 10.00261, 8.555894, 9.77741, 8.64382, 9.358109, 8.701863, 8.537101, 9.026182, 8.761405,
        8.624044, 8.636608, 8.561096, 8.272346, 8.724076, 8.330278, 8.360717, 8.21146, 8.688565, 8.396061, 8.031399, 7.864937, 7.795931,
                13.2505, 13.28812, 15.85689, 19.64007, 24.91962, 25.32427, 22.48899, 16.46161, 14.17703, 13.67171, 12.03201, 9.799796, 11.17465,
        11.36215, 7.960481, 10.40081, 10.25343, 8.459239, 10.26454, 7.776544, 9.795074, 8.13468, 9.422432, 8.379702, 8.76223, 8.572392, 8.433003,
        8.467333, 8.345504, 8.511544, 8.226226, 8.2338, 7.752968, 8.178805, 8.607297, 7.797312, 7.991452, 8.515513, 8.457396, 8.351418,
                12.83536, 13.08363, 16.08789, 18.28188, 24.72611, 25.46243, 22.98738, 16.46148, 14.48146, 13.4729, 12.72146, 10.03859, 10.5787,
        11.65006, 8.455178, 9.868307, 10.60086, 6.912314, 10.1162, 8.64474, 9.605797, 8.845458, 9.258528, 8.332769, 9.121269, 8.153004, 8.054242,
        8.472212, 8.586069, 8.424656, 8.11894, 7.893559, 7.86851, 8.069588, 8.355613, 8.140826, 8.350318, 8.11402, 8.238952, 8.730089,
    ];

    private const string Sweep = """
        CQFuCisVKx8NKRsysTpCQhlJv050U9xWMFknWvdZbVi8VcZRuUyPRm8/ZjeZLiQlJhvLEC0GfvvZ8HDmW9zO0tvJs8FkuhS00667qtOnLabJpa6m1ag6rM2wgLY/vfDEec261pLg2+p19TEA4ApmFa
        IfaimfMhw7x0KASTBPwlMnV1BZN1rVWS9YSlUwUe1LmEVFPhA2Fy13I1cZ2Q4lBGL5tu5H5D3avtDqx+K/xLiqsqut2KlCp/Cl6aUtp7apfa1ysoW4oL+ox4DQB9oc5JfuVfkkBNkOWRl9IyAtHzZY
        Pq9FB0xJUWJVQljfWTJaPFn9Vn9TzU75SBlCRTqbMTkoQh7bEyoJV/6I8+fond7L1JnLKcOZuwe1ia82qx2oS6bFpY6mpqgBrJWwUrYhverEj83y1u/gX+sf9gIB0wt1FskgoireM1s8+kOcSitQkF
        S9V6JZPFqHWYRXPVS7Tw9KUEOVO/wypCmwH0QViQqm/8T0Cuqh37TVYczRwyO8crXYr2yrPahYpsSlhKaVqO+riLBLtiW9/MS0zSjXOOG+65H2hwFpDBoXeCFXK5Y0Dz2jRDdLsVD7VAdYyFk4WlNZ
        HlehU+dOBEkNQhw6UDHIJ6odGhNBCEj9WfKd5z7dYNMsysTBSLrUs4KuZqqQpwmm2qUDp3+pRq1JsnW4s7/px/TQtdoF5bzvtfq7BaAQRhuGJTgvODhjQJhHwE29UoNW/lglWvZZcFiXVXlRIkypRS
        M+sTVwLIQiFBhGDUUCOvdQ7LLhiNf3zSjFOb1Mtnmw2at/qHSmw6VwpnWozatssD62L70ixfvNltfP4X3sd/eSApUNYhjUIr8s/zVwPvFFZUy0UchVkVgEWh1a2Fg9VlRSK03ZRnM/GDflLQEkjxm7
        DqwDj/iM7dPiidjZzujF173JttiwHKymqIWmw6Vipl+otKtTsCq2JL0jxQvOt9cC4sPs0vf/AhMO7xhqI1wtnzYMP4VG7EwnUiBWylgZWgdalljKVaxRUEzIRS0+nzU9LC0ilRehDHoBTPZE64zgUd
        a5zOvDCrwztYWvFKvzpy6mzaXRpjWp9Kz7sTi4lL/uxyrRH9up5ZrwzPsHBxwS6xxHJwsxDDoqQkNJO0/5U2xXhlk9Wo5ZflcRVFdPY0lJQig6IDFVJ+ocDhLoBqb7dfCB5fba/dDBx2S/CrjQscys
        F6m9psqlPqYcqFqr7a/DtcK80cTOzZfXAuLn7Bn4awOiDpwZMSQ2LoQ39D9lR7lN11KnVh9ZMFraWRlY91R/UMRK3EPjO/cyPinfHgIU1QiC/TryJ+d63FnS8shpwOG4d7JJrWmp6KbRpSem6qcVq5
        evYrVdvGzEbs0/17bhquzt91ADmQ6lGUskXi63Ny5Aokf1TQxT0lY5WTZaxFnnV6NUBlAmShVD9DrhMQIogB2FEj4H2PuC8Gvlwdqu0FvH8b6Rt1mxY6zEqIymw6VtpoioC6znsAq3Wb64xgTQFtrH
        5OfvTPu+BggSDB2YJ4IxozrUQvNJ5E+NVNtXwVk2WjhZylb6UtBNaEfXP0A3wy2KI7sYiA0bAqX2VOtY4ODVFcwgwyi7TbStrl2qcaf1pfClYadFqo2uKrQCu/vC9cvH1UzgVOu19jsCqw3fGK8j6i
        1pNwJAlEf6TR9T6FZKWTlasFmyV0ZUe09iSRpCvDlsMFEmlRtlEPEEZ/n37dLiJ9gjzu/Es7yRtaevD6vcpxym16UNp7qp1K1IswK64sHKypTUFt8k6o/1JgGpDPcX4iI6LdU2iz81R7dN8VLPVkBZ
        OVq1WbdXSVR2T1JJ+UGJOSUw9CUjG94PVQS5+DztDOJb11fNKcT4u+m0GK+gqpOn/qXqpVWnO6qQrkG0NbtRw3DMbdYe4VHs3PeHAxYPZBpDJYMv/DiBQfFI
        """;
}
