"""MFCC features, as libvosk computes them from `conf/mfcc.conf`.

Frames of 40 cepstra every 10 ms, float32, from int16-range samples at 16 kHz.
"""

import kaldi_native_fbank as knf
import numpy as np
import numpy.typing as npt

from rehearsal_model.layers import CEPSTRA

MFCC_CONF = """--use-energy=false
--num-mel-bins=40
--num-ceps=40
--low-freq=20
--high-freq=7600
--dither=0.0
"""
"""What `mfcc()` does, as Kaldi's option file; both must say the same."""


def mfcc(samples: npt.NDArray[np.int16]) -> npt.NDArray[np.float32]:
    """(frames, 40) cepstra; sound shorter than one window gives no frames."""
    options = knf.MfccOptions()
    options.frame_opts.dither = 0.0
    options.frame_opts.samp_freq = 16_000
    options.frame_opts.snip_edges = True
    options.mel_opts.num_bins = 40
    options.mel_opts.low_freq = 20
    options.mel_opts.high_freq = 7600
    options.num_ceps = CEPSTRA
    options.use_energy = False
    computer = knf.OnlineMfcc(options)
    computer.accept_waveform(16_000, samples.astype(np.float32).tolist())
    computer.input_finished()
    count = computer.num_frames_ready
    if count == 0:
        return np.zeros((0, CEPSTRA), np.float32)
    return np.stack([computer.get_frame(index) for index in range(count)]).astype(np.float32)
